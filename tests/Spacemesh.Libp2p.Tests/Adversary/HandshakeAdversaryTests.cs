using System.Net;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Security;
using Spacemesh.Libp2p.Tests.Vectors;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Tests.Adversary;

public sealed class HandshakeAdversaryTests
{
    private static (NoiseHandshake Initiator, NoiseHandshake Responder) Pair()
    {
        var first = new SeededSecrets(new Runtime.SeededRandom(1));
        var second = new SeededSecrets(new Runtime.SeededRandom(2));
        return (
            new NoiseHandshake(SimulatedHosts.Key(1), NoiseKeyPair.Create(first), NoiseKeyPair.Create(first), "net"u8),
            new NoiseHandshake(SimulatedHosts.Key(2), NoiseKeyPair.Create(second), NoiseKeyPair.Create(second), "net"u8));
    }

    private static void AssertFails(Action action) =>
        Assert.Contains(Assert.Throws<Libp2pException>(action).Fault, (Libp2pFault[])[Libp2pFault.HandshakeFailed, Libp2pFault.WrongPeer]);

    [Fact]
    public void Second_and_third_messages_fail_when_cut_or_changed_anywhere()
    {
        var (initiator, responder) = Pair();
        byte[] first = initiator.WriteFirst();
        responder.ReadFirst(first);
        byte[] second = responder.WriteSecond();
        for (int i = 0; i < second.Length; i++)
        {
            byte[] changed = [.. second];
            changed[i] ^= 0x10;
            foreach (byte[] bad in (byte[][])[changed, second[..i]])
            {
                var (fresh, _) = Pair();
                fresh.WriteFirst();
                AssertFails(() => fresh.ReadSecond(bad));
            }
        }

        initiator.ReadSecond(second);
        byte[] third = initiator.WriteThird();
        for (int i = 0; i < third.Length; i++)
        {
            byte[] changed = [.. third];
            changed[i] ^= 0x10;
            foreach (byte[] bad in (byte[][])[changed, third[..i]])
            {
                var (_, fresh) = Pair();
                fresh.ReadFirst(first);
                fresh.WriteSecond();
                AssertFails(() => fresh.ReadThird(bad));
            }
        }
    }

    [Fact]
    public void First_message_with_a_point_of_small_order_fails()
    {
        var (_, responder) = Pair();
        responder.ReadFirst(new byte[32]);
        AssertFails(() => responder.WriteSecond());
    }

    [Fact]
    public async Task Transport_message_fails_when_cut_or_changed_anywhere()
    {
        byte[] key = new byte[32];
        var sink = new ScriptedDuplex([]);
        var channel = new NoiseChannel(sink, key, key);
        await channel.WriteAsync("hello"u8.ToArray());
        byte[] wire = sink.Written;
        for (int i = 0; i < wire.Length; i++)
        {
            byte[] changed = [.. wire];
            changed[i] ^= 1;
            foreach (byte[] bad in (byte[][])[changed, i == 0 ? [0, 3, 1, 2, 3] : wire[..i]])
            {
                var reading = new NoiseChannel(new ScriptedDuplex(bad), key, key);
                var failure = await Assert.ThrowsAsync<Libp2pException>(() => reading.ReadExactlyAsync(new byte[5]).AsTask());
                Assert.Contains(failure.Fault, (Libp2pFault[])[Libp2pFault.ProtocolViolation, Libp2pFault.UnexpectedEnd]);
            }
        }
    }

    [Fact]
    public void Ten_thousand_half_open_connections_cost_little_and_are_given_up()
    {
        const int Count = 10_000;
        var net = new SimulatedHosts();
        net.Run(async () =>
        {
            var host = await net.AddAsync(options => options with
            {
                AcceptQueue = 2 * Count,
                Limits = new ResourceLimits { Connections = 2 * Count, InboundConnections = 2 * Count },
            });
            await Task.Delay(TimeSpan.FromSeconds(1), net.Time);
            long before = GC.GetTotalMemory(forceFullCollection: true);
            var open = new List<ITransportConnection>(Count);
            for (int i = 0; i < Count; i++)
            {
                open.Add(net.Network.Connect(SimulatedHosts.Ip(100 + i), new IPEndPoint(SimulatedHosts.Ip(0), 7513)));
                await Task.Yield();
            }

            await Task.Delay(TimeSpan.FromSeconds(1), net.Time);
            long cost = GC.GetTotalMemory(forceFullCollection: true) - before;
            Assert.True(cost < 64 << 20, $"{cost} bytes for both ends of {Count} connections");
            Assert.Equal(Count + 1, host.RunningTasks);
            await Task.Delay(TimeSpan.FromSeconds(20), net.Time);
            Assert.Equal(1, host.RunningTasks);
            Assert.Empty(host.Connections);
        });
    }

    [Fact]
    public void Random_bytes_and_cut_recordings_leave_a_host_as_it_was()
    {
        var net = new SimulatedHosts();
        net.Run(async () =>
        {
            var host = await net.AddAsync();
            var endPoint = new IPEndPoint(SimulatedHosts.Ip(0), 7513);
            byte[] sound = [.. Negotiation.MultistreamSelect.Token("/multistream/1.0.0"), .. Negotiation.MultistreamSelect.Token("/noise"), 0, 32, .. new byte[32]];
            for (int i = 0; i < 2000; i++)
            {
                byte[] bytes = [.. sound];
                if (i % 3 == 0)
                    net.Random.Fill(bytes);
                else
                    bytes[net.Random.Next(bytes.Length)] ^= (byte)(1 << net.Random.Next(8));
                var raw = net.Network.Connect(SimulatedHosts.Ip(1000 + i), endPoint);
                await raw.WriteAsync(bytes.AsMemory(0, net.Random.Next(bytes.Length + 1)));
                await Task.Yield();
                await raw.DisposeAsync();
            }

            await Task.Delay(TimeSpan.FromSeconds(20), net.Time);
            Assert.Empty(host.Connections);
            Assert.Equal(0, host.StreamCount);
            Assert.Equal(1, host.RunningTasks);
        });
    }
}
