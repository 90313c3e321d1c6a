using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Encoding;
using Spacemesh.Libp2p.Gossip;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identify;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Kademlia;
using Spacemesh.Libp2p.Multiplexing;
using Spacemesh.Libp2p.Nat;
using Spacemesh.Libp2p.Negotiation;
using Spacemesh.Libp2p.Relay;
using Spacemesh.Libp2p.Security;
using Spacemesh.Runtime;

namespace Spacemesh.Libp2p.Fuzz;

/// <summary>Everything of the library that reads a peer's bytes.</summary>
internal static class FuzzTargets
{
    private static readonly IdentityKey Key = IdentityKey.FromSeed(new byte[32]);
    private static readonly Multiaddr Address = Multiaddr.Parse("/ip4/95.217.200.84/tcp/7513");

    public static IReadOnlyList<FuzzTarget> All() =>
    [
        new("multiaddr", 6, [.. Texts.Select(text => Multiaddr.Parse(text).Bytes.ToArray())], bytes =>
        {
            if (Multiaddr.TryDecode(bytes, out var address))
                Same(bytes, Multiaddr.Parse(address!.ToString()).Bytes, address.Has(ProtocolCodes.Ip6Zone));
        }),
        new("multiaddr text", 3, [.. Texts.Select(System.Text.Encoding.UTF8.GetBytes)], bytes => _ = Multiaddr.TryParse(System.Text.Encoding.UTF8.GetString(bytes), out _)),
        new("peer id text", 2, [System.Text.Encoding.UTF8.GetBytes(Key.Id.ToString())], bytes => _ = PeerId.TryParse(System.Text.Encoding.UTF8.GetString(bytes), out _)),
        new("public key", 2, [Key.PublicKey.Encoded.ToArray()], bytes => PublicKey.TryDecode(bytes, out _)),
        new("private key", 1, [Key.EncodePrivate()], bytes => IdentityKey.TryDecodePrivate(bytes, out _)),
        new("peer record", 2, [Record()], bytes => PeerRecord.Open(bytes)),
        new("voucher", 1, [new RelayVoucher(Key.Id, Key.Id, 1).Seal(Key)], bytes => RelayVoucher.Open(bytes)),
        new("identify", 8, [Identify().Encode()], bytes => IdentifyMessage.Decode(bytes)?.Encode()),
        new("gossip rpc", 14, [RpcCodec.Encode(Rpc()).ToArray()], bytes =>
        {
            if (RpcCodec.Decode(bytes, Key.Id) is { } rpc)
                RpcCodec.Encode(rpc);
        }),
        new("kademlia", 10, KadSeeds(), KadRun()),
        new("relay hop", 5, [Hop().EncodeHop()], bytes => RelayMessage.DecodeHop(bytes)?.EncodeHop()),
        new("relay stop", 3, [Hop().EncodeStop()], bytes => RelayMessage.DecodeStop(bytes)?.EncodeStop()),
        new("autonat", 3, [new AutoNatMessage(false) { Peer = Key.Id, Addresses = [Address] }.Encode()], bytes => AutoNatMessage.Decode(bytes)?.Encode()),
        new("hole punch", 2, [new HolePunchMessage(HolePunchMessage.Connect, [Address]).Encode()], bytes => HolePunchMessage.Decode(bytes)?.Encode()),
        new("certificate", 1, [TlsCertificate.Create(Key, DateTimeOffset.UnixEpoch).RawData], bytes => TlsCertificate.Verify([bytes], DateTimeOffset.UnixEpoch)),
        new("negotiation", 8, [[.. MultistreamSelect.Token(MultistreamSelect.Header), .. MultistreamSelect.Token("a/1"), .. MultistreamSelect.Token("ls")]], Negotiate),
        new("yamux", 16, [YamuxConversation()], Yamux),
        new("noise channel", 8, [NoiseMessages()], Noise),
        new("handshake", 5, [Handshake()], Upgrade),
        new("key file", 1, [System.Text.Encoding.UTF8.GetBytes(IdentityFile.Format(Key))], bytes =>
        {
            try
            {
                IdentityFile.Parse(bytes);
            }
            catch (IdentityFileException)
            {
                // What a damaged file deserves.
            }
        }),
    ];

    private static IEnumerable<string> Texts =>
    [
        "/ip4/1.2.3.4/tcp/5000", "/ip6/2001:db8::1/udp/4001/quic-v1", "/dns4/example.org/tcp/1/ws", $"/ip4/1.2.3.4/tcp/1/p2p/{Key.Id}/p2p-circuit", "/dnsaddr/example.org",
    ];

    private static void Same(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, bool excused)
    {
        if (!excused && !expected.SequenceEqual(actual))
            throw new InvalidOperationException($"{Convert.ToHexStringLower(expected)} becomes {Convert.ToHexStringLower(actual)}");
    }

    private static byte[] Record() => new PeerRecord(Key.Id, 1, [Address]).Seal(Key).Encode();

    private static IdentifyMessage Identify() => new()
    {
        PublicKey = Key.PublicKey, ListenAddresses = [Address], Protocols = ["a/1", "b/1"], ObservedAddress = Address, AgentVersion = "x", ProtocolVersion = "", SignedPeerRecord = Record(),
    };

    private static RelayMessage Hop() => new(RelayMessageType.Connect)
    {
        Peer = Key.Id, Limit = new RelayLimit(TimeSpan.FromMinutes(2), 1000), Status = RelayStatus.Ok, Reservation = new RelayReservation(DateTimeOffset.UnixEpoch, [Address], [1, 2]),
    };

    private static GossipRpc Rpc()
    {
        var rpc = new GossipRpc();
        rpc.Subscriptions.Add((true, "ax1"));
        rpc.Messages.Add(new GossipMessage("ax1", new byte[40], Key.Id) { From = new byte[3], Sequence = new byte[8] });
        var control = rpc.NeedControl();
        control.IHave.Add(("ax1", [new MessageId(new byte[32]), new MessageId(new byte[32])]));
        control.IWant.Add(new MessageId(new byte[32]));
        control.Graft.Add("ax1");
        control.Prune.Add(new PruneNotice("ax1", 60, [new ExchangedPeer(Key.Id.Bytes.ToArray(), Record())]));
        control.IDontWant.Add(new MessageId(new byte[32]));
        return rpc;
    }

    private static List<byte[]> KadSeeds() =>
    [
        new KadMessage(KadMessageType.FindNode) { Key = Key.Id.Bytes.ToArray(), ClusterLevelRaw = 1 }.Encode(),
        new KadMessage(KadMessageType.AddProvider) { Key = Multihash.OfSha256("x"u8), ProviderPeers = [new KadPeer(Key.Id, [Address])] }.Encode(),
        new KadMessage(KadMessageType.GetProviders) { Key = Multihash.OfSha256("x"u8), CloserPeers = [new KadPeer(Key.Id, [Address], KadConnection.Connected)] }.Encode(),
    ];

    private static Action<byte[]> KadRun()
    {
        var time = new VirtualScheduler().TimeProvider;
        var table = new RoutingTable(Key.Id, 20, time);
        var responder = new KadResponder(Key.Id, table, new Peerstore(time), new ProviderStore(time, TimeSpan.FromHours(48)), _ => false, () => [Address], 20);
        return bytes => responder.Answer(Key.Id, bytes);
    }

    private static byte[] YamuxConversation()
    {
        var bytes = new List<byte>();
        void Add(YamuxFrameType type, YamuxFlags flags, uint stream, uint length, int payload = 0)
        {
            byte[] frame = new byte[YamuxFrame.HeaderSize + payload];
            new YamuxFrame(type, flags, stream, length).Write(frame);
            bytes.AddRange(frame);
        }

        Add(YamuxFrameType.Ping, YamuxFlags.Syn, 0, 7);
        Add(YamuxFrameType.WindowUpdate, YamuxFlags.Syn, 1, 0);
        Add(YamuxFrameType.Data, YamuxFlags.None, 1, 20, 20);
        Add(YamuxFrameType.Data, YamuxFlags.Syn, 3, 5, 5);
        Add(YamuxFrameType.WindowUpdate, YamuxFlags.None, 1, 1000);
        Add(YamuxFrameType.Data, YamuxFlags.Fin, 1, 3, 3);
        Add(YamuxFrameType.WindowUpdate, YamuxFlags.Rst, 3, 0);
        Add(YamuxFrameType.Ping, YamuxFlags.Ack, 0, 0);
        Add(YamuxFrameType.GoAway, YamuxFlags.None, 0, 0);
        return [.. bytes];
    }

    private static byte[] NoiseMessages()
    {
        var sink = new MemorySink();
        var channel = new NoiseChannel(sink, new byte[32], new byte[32]);
        for (int i = 1; i < 4; i++)
            Wait(channel.WriteAsync(new byte[i * 50]).AsTask());
        return sink.Written;
    }

    private static byte[] Handshake()
    {
        var secrets = new SeededSecrets(new SeededRandom(1));
        var noise = new NoiseHandshake(Key, NoiseKeyPair.Create(secrets), NoiseKeyPair.Create(secrets), []);
        byte[] first = noise.WriteFirst();
        return [.. MultistreamSelect.Token(MultistreamSelect.Header), .. MultistreamSelect.Token("/noise"), 0, (byte)first.Length, .. first, 0, 168, .. new byte[168]];
    }

    private static void Negotiate(byte[] bytes) => Expect(async () => await MultistreamSelect.AcceptAsync(new BytesDuplex(bytes, 7), _ => false));

    private static void Noise(byte[] bytes) => Expect(async () =>
    {
        var channel = new NoiseChannel(new BytesDuplex(bytes, 64), new byte[32], new byte[32]);
        byte[] buffer = new byte[100];
        while (await channel.ReadAsync(buffer) > 0)
        {
        }

        await channel.DisposeAsync();
    });

    private static void Yamux(byte[] bytes)
    {
        var scheduler = new VirtualScheduler();
        scheduler.Run(async () =>
        {
            var session = YamuxSession.Start(new BytesDuplex(bytes, 64), dialled: false, scheduler.TimeProvider);
            while (await session.AcceptAsync() is { } stream)
                await stream.DisposeAsync();
            await session.Completion;
            if (session.StreamCount != 0 || session.Failure is not (null or Libp2pException))
                throw new InvalidOperationException($"{session.StreamCount} streams are left, {session.Failure}");
        });
        if (scheduler.Timers != 0)
            throw new InvalidOperationException($"{scheduler.Timers} timers are left");
    }

    private static void Upgrade(byte[] bytes)
    {
        var scheduler = new VirtualScheduler();
        scheduler.Run(async () =>
        {
            var options = new HostOptions
            {
                Identity = Key, Time = scheduler.TimeProvider, Random = new SeededRandom(1), Secrets = new SeededSecrets(new SeededRandom(1)), Transports = [],
            };
            try
            {
                await new ConnectionUpgrader(options).UpgradeAsync(new BytesDuplex(bytes, 64), NoiseRole.Responder, null, default);
                throw new InvalidOperationException("a damaged handshake succeeded");
            }
            catch (Libp2pException)
            {
                // As it must.
            }
        });
    }

    private static void Expect(Func<Task> run)
    {
        try
        {
            Wait(run());
        }
        catch (Libp2pException)
        {
            // The one error that a peer's bytes may cause.
        }
    }

    /// <summary>The duplexes here answer at once, so everything has completed.</summary>
    private static void Wait(Task task)
    {
        if (!task.IsCompleted)
            throw new InvalidOperationException("the reader waits for bytes after the end");
#pragma warning disable VSTHRD002 // The task is complete.
        task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }
}
