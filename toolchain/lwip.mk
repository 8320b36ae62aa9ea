# NET=lwip: lwIP's own sources, unpatched, from toolchain/lwip's cache; BUILD/TARGET/lwip-source points there.
#
# They are built with linnet's flags, and with src/net/lwip/lwipopts.h and src/net/lwip/arch; their warnings are theirs.
PACKAGES += fetch lwip
GET_LWIP = mkdir -p $(OUT) && lwip=$$(toolchain/lwip) && ln -sfn "$$lwip" $(OUT)/lwip-source
NET_CPPFLAGS = -iquote src/net/lwip -isystem $(OUT)/lwip-source/src/include
# Fewer blocks than on the kernel's sockets: the rings of the connections are on the bill, too.
NET_LIMITS = -DNET_TEXT=LWIP_TEXT -DNET_STATICS=LWIP_STATICS -DMSG_BLOCKS="(780+12*CLIENTS)"

LWIP_SRC := \
	core/def core/inet_chksum core/init core/ip core/mem core/memp core/netif core/pbuf core/stats core/sys core/tcp \
	core/tcp_in core/tcp_out core/timeouts core/udp \
	core/ipv4/dhcp core/ipv4/etharp core/ipv4/icmp core/ipv4/igmp core/ipv4/ip4 core/ipv4/ip4_addr core/ipv4/ip4_frag \
	core/ipv6/ethip6 core/ipv6/icmp6 core/ipv6/inet6 core/ipv6/ip6 core/ipv6/ip6_addr core/ipv6/mld6 core/ipv6/nd6 \
	api/tcpip netif/ethernet
NET_OBJ := $(LWIP_SRC:%=$(OBJ)/lwip/%.o)

# For make sanitize. lwIP takes the address of a member of no structure, and then looks whether it is NULL.
NET_SRC = $(LWIP_SRC:%=$(OUT)/lwip-source/src/%.c)
NET_WATCHED = $(NET_CPPFLAGS) -DLWIP_STACK=1048576 -DSSIZE_MAX=LONG_MAX -fno-sanitize=null -w -ffunction-sections \
	-Wl,--gc-sections

$(OBJ)/lwip/%: private MORE_POSIX = -D_DEFAULT_SOURCE $(NET_CPPFLAGS)

# Other sizes for lwIP's pools, as in POOLS=-DMEMP_NUM_TCP_SEG=24: so that tests can make one scarce without building all
# of linnetd again. No more than these two files know how large the pools are.
POOLS =
NET_STAMP = $(OUT)/pools.stamp
POOLS_OBJ = $(OBJ)/lwip/core/memp.o $(OBJ)/net/lwip/net.o
$(POOLS_OBJ): $(NET_STAMP)
$(POOLS_OBJ): private ALL_CPPFLAGS += $(POOLS)
$(NET_STAMP): export HOLDS = $(POOLS)

# What lwIP's headers include the compiler does not count among the files that an object is made of.
$(NET_OBJ) $(BACKEND_lwip:src/%.c=$(OBJ)/%.o): src/limits.h $(wildcard src/net/lwip/*.h src/net/lwip/arch/*.h)

$(NET_OBJ): $(OBJ)/lwip/%.o: $(OUT)/compile.stamp | deps
	@echo "cc     lwip/$*.c"
	$(COMPILE) -w -MMD -MP -c -o $@ $(OUT)/lwip-source/src/$*.c
