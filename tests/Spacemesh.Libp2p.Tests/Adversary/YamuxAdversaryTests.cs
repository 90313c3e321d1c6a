using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Multiplexing;
using Spacemesh.Libp2p.Transports;
using Spacemesh.Runtime;

namespace Spacemesh.Libp2p.Tests.Adversary;

/// <summary>A session whose peer writes whatever it likes: it ends with one error at most, and nothing of it is left.</summary>
public sealed class YamuxAdversaryTests
{
    private static readonly Multiaddr Near = Multiaddr.Parse("/ip4/5.0.0.1/tcp/1");
    private static readonly Multiaddr Far = Multiaddr.Parse("/ip4/5.0.0.2/tcp/2");

    private static byte[] Frame(YamuxFrameType type, YamuxFlags flags, uint stream, uint length, int payload = 0)
    {
        byte[] bytes = new byte[YamuxFrame.HeaderSize + payload];
        new YamuxFrame(type, flags, stream, length).Write(bytes);
        return bytes;
    }

    /// <summary>A sound conversation of a peer that dialled: ping, two streams with data, window, half-close, reset.</summary>
    private static byte[] Conversation() =>
    [
        .. Frame(YamuxFrameType.Ping, YamuxFlags.Syn, 0, 7),
        .. Frame(YamuxFrameType.WindowUpdate, YamuxFlags.Syn, 1, 0),
        .. Frame(YamuxFrameType.Data, YamuxFlags.None, 1, 20, 20),
        .. Frame(YamuxFrameType.Data, YamuxFlags.Syn, 3, 5, 5),
        .. Frame(YamuxFrameType.WindowUpdate, YamuxFlags.None, 1, 1000),
        .. Frame(YamuxFrameType.Data, YamuxFlags.Fin, 1, 3, 3),
        .. Frame(YamuxFrameType.WindowUpdate, YamuxFlags.Rst, 3, 0),
        .. Frame(YamuxFrameType.GoAway, YamuxFlags.None, 0, 0),
    ];

    /// <summary>Feeds bytes to a session, reads all its streams, closes the wire; returns the session.</summary>
    private static async Task<YamuxSession> FeedAsync(VirtualScheduler scheduler, byte[] bytes)
    {
        var (own, peer) = MemoryConnection.Pair(scheduler.TimeProvider, Near, Far);
        var session = YamuxSession.Start(own, dialled: false, scheduler.TimeProvider);
        var serving = ServeAsync(session);
        try
        {
            await peer.WriteAsync(bytes);
        }
        catch (Libp2pException)
        {
            // The session closed the wire already.
        }

        await peer.DisposeAsync();
        await session.Completion;
        await serving;
        return session;
    }

    private static async Task ServeAsync(YamuxSession session)
    {
        var streams = new List<Task>();
        while (await session.AcceptAsync() is { } stream)
            streams.Add(EchoAsync(stream));
        await Task.WhenAll(streams);
    }

    private static async Task EchoAsync(IMuxStream stream)
    {
        byte[] buffer = new byte[100];
        try
        {
            int count;
            while ((count = await stream.ReadAsync(buffer)) > 0)
                await stream.WriteAsync(buffer.AsMemory(0, count));
            await stream.DisposeAsync();
        }
        catch (Libp2pException)
        {
            stream.Abort();
        }
    }

    private static void AssertGone(YamuxSession session)
    {
        Assert.Equal(0, session.StreamCount);
        Assert.True(session.Failure is null or Libp2pException, session.Failure?.ToString());
    }

    [Fact]
    public void Bytes_cut_at_every_offset_end_the_session()
    {
        byte[] whole = Conversation();
        var scheduler = new VirtualScheduler();
        scheduler.Run(async () =>
        {
            for (int length = 0; length <= whole.Length; length++)
                AssertGone(await FeedAsync(scheduler, whole[..length]));
        });
        Assert.Equal(0, scheduler.Timers);
    }

    [Fact]
    public void Every_flipped_bit_leaves_nothing_behind()
    {
        byte[] whole = Conversation();
        var scheduler = new VirtualScheduler();
        scheduler.Run(async () =>
        {
            for (int bit = 0; bit < whole.Length * 8; bit++)
            {
                byte[] flipped = [.. whole];
                flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                AssertGone(await FeedAsync(scheduler, flipped));
            }
        });
        Assert.Equal(0, scheduler.Timers);
    }

    [Fact]
    public void Violations_are_answered_by_go_away_1()
    {
        byte[][] violations =
        [
            [.. Frame(YamuxFrameType.WindowUpdate, YamuxFlags.Syn, 1, 0), .. Frame(YamuxFrameType.Data, YamuxFlags.None, 1, (256 << 10) + 1)],
            [.. Frame(YamuxFrameType.WindowUpdate, YamuxFlags.Syn, 1, 0), .. Frame(YamuxFrameType.Data, YamuxFlags.None, 1, uint.MaxValue)],
            [.. Frame(YamuxFrameType.WindowUpdate, YamuxFlags.Syn, 1, 0), .. Frame(YamuxFrameType.WindowUpdate, YamuxFlags.Syn, 1, 0)],
            [.. Frame(YamuxFrameType.WindowUpdate, YamuxFlags.Syn, 1, uint.MaxValue)],
            Frame(YamuxFrameType.WindowUpdate, YamuxFlags.Syn, 2, 0),
            Frame(YamuxFrameType.WindowUpdate, YamuxFlags.Syn, 0, 0),
            Frame(YamuxFrameType.Data, YamuxFlags.None, 9, 1u << 30),
            Frame((YamuxFrameType)4, YamuxFlags.None, 0, 0),
            [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ];
        var scheduler = new VirtualScheduler();
        scheduler.Run(async () =>
        {
            foreach (byte[] violation in violations)
            {
                var (own, peer) = MemoryConnection.Pair(scheduler.TimeProvider, Near, Far);
                var session = YamuxSession.Start(own, dialled: false, scheduler.TimeProvider);
                var wire = ReadAllAsync(peer);
                await peer.WriteAsync(violation);
                await session.Completion;
                Assert.Equal(Libp2pFault.ProtocolViolation, Assert.IsType<Libp2pException>(session.Failure).Fault);
                byte[] written = await wire;
                Assert.Equal(Frame(YamuxFrameType.GoAway, YamuxFlags.None, 0, 1), written[^YamuxFrame.HeaderSize..]);
                AssertGone(session);
            }
        });
        Assert.Equal(0, scheduler.Timers);
    }

    [Fact]
    public void Flood_of_streams_is_reset_beyond_the_backlog()
    {
        var scheduler = new VirtualScheduler();
        scheduler.Run(async () =>
        {
            var (own, peer) = MemoryConnection.Pair(scheduler.TimeProvider, Near, Far);
            var session = YamuxSession.Start(own, dialled: false, scheduler.TimeProvider);
            var wire = ReadAllAsync(peer);
            for (uint i = 0; i < 20_000; i++)
                await peer.WriteAsync(Frame(YamuxFrameType.WindowUpdate, YamuxFlags.Syn, (2 * i) + 1, 0));
            await Task.Delay(TimeSpan.FromSeconds(1), scheduler.TimeProvider);
            Assert.Equal(256, session.StreamCount);
            await peer.DisposeAsync();
            await session.Completion;
            byte[] written = await wire;
            int resets = Enumerable.Range(0, written.Length / YamuxFrame.HeaderSize)
                .Count(i => YamuxFrame.TryRead(written.AsSpan(i * YamuxFrame.HeaderSize), out var frame) && frame.Flags == YamuxFlags.Rst);
            Assert.InRange(resets, 1, 20_000 - 256);
            AssertGone(session);
        });
        Assert.Equal(0, scheduler.Timers);
    }

    [Fact]
    public void Peer_that_pings_and_never_reads_loses_the_session()
    {
        var scheduler = new VirtualScheduler();
        scheduler.Run(async () =>
        {
            var (own, peer) = MemoryConnection.Pair(scheduler.TimeProvider, Near, Far);
            var session = YamuxSession.Start(own, dialled: false, scheduler.TimeProvider);
            byte[] pings = [.. Enumerable.Repeat(Frame(YamuxFrameType.Ping, YamuxFlags.Syn, 0, 1), 1000).SelectMany(frame => frame)];
            await Assert.ThrowsAsync<Libp2pException>(async () =>
            {
                while (true)
                    await peer.WriteAsync(pings);
            });
            await session.Completion;
            Assert.Contains(Assert.IsType<Libp2pException>(session.Failure).Fault, (Libp2pFault[])[Libp2pFault.ProtocolViolation, Libp2pFault.Timeout]);
        });
    }

    [Fact]
    public void Slow_reader_makes_the_writer_wait_and_then_fail_in_time()
    {
        var scheduler = new VirtualScheduler();
        scheduler.Run(async () =>
        {
            var (own, peer) = MemoryConnection.Pair(scheduler.TimeProvider, Near, Far);
            var session = YamuxSession.Start(own, dialled: true, scheduler.TimeProvider);
            var stream = await session.OpenAsync();
            // The window is 256 KiB and the wire takes 256 KiB: nobody reads, so the rest waits, and the session ends by its write timeout.
            var failure = await Assert.ThrowsAsync<Libp2pException>(() => stream.WriteAsync(new byte[4 << 20]).AsTask());
            Assert.Contains(failure.Fault, (Libp2pFault[])[Libp2pFault.ConnectionClosed, Libp2pFault.Timeout]);
            await session.Completion;
            AssertGone(session);
            Assert.InRange(scheduler.Elapsed, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(60));
            await peer.DisposeAsync();
        });
    }

    private static async Task<byte[]> ReadAllAsync(IDuplex peer)
    {
        var all = new List<byte>();
        byte[] buffer = new byte[4096];
        try
        {
            int count;
            while ((count = await peer.ReadAsync(buffer)) > 0)
                all.AddRange(buffer.AsSpan(0, count));
        }
        catch (Libp2pException)
        {
            // Closed.
        }

        return [.. all];
    }
}
