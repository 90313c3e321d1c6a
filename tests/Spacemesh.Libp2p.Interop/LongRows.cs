using System.Security.Cryptography;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Ping;
using Spacemesh.Libp2p.Tests.Js;
using Spacemesh.Libp2p.Transports;
using Spacemesh.Runtime;

namespace Spacemesh.Libp2p.Interop;

/// <summary>The rows of spec 08 §20 that take their time: js-libp2p over a wire with a latency, and a connection that nobody uses.</summary>
internal static class LongRows
{
    private const string Echo = "echo/1";
    private const string Prologue = "long rows";
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(JsLibp2p js) =>
        await Cases.PlayAsync("16 MiB from ours to js and back over 100 ms", () => LatencyAsync(js))
        + await Cases.PlayAsync("16 MiB from js to ours and back over 100 ms", () => LatencyFromJsAsync(js))
        + await Cases.PlayAsync("60 s of silence", () => IdleAsync(js));

    private static async Task<string> LatencyAsync(JsLibp2p js)
    {
        await using var peer = await JsPeer.StartAsync(js, new { prologue = Prologue });
        await using var wire = new DelayedWire(peer.Address.Addresses[0], Latency);
        await using var host = NewHost();
        await host.StartAsync();
        await (await host.ConnectAsync(new PeerAddress(peer.Id, [wire.Address]))).Identified;
        byte[] data = new byte[16 << 20];
        SystemRandom.Instance.Fill(data);
        long start = TimeProvider.System.GetTimestamp();
        await EchoAsync(host, peer.Id, data);
        double seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;

        // Streams that end in the middle do not disturb the others.
        await Task.WhenAll(Enumerable.Range(0, 300).Select(async i =>
        {
            if (i % 3 != 0)
            {
                await EchoAsync(host, peer.Id, data.AsMemory(i * 1000, 20_000));
                return;
            }

            await using var stream = await host.OpenStreamAsync(peer.Id, [Echo]);
            await stream.WriteAsync(data.AsMemory(0, 100_000));
            await stream.ReadExactlyAsync(new byte[1000]);
            stream.Abort();
        }));
        return $"{16 / seconds:F1} MiB/s, then 300 streams at once, every third reset in the middle";
    }

    private static async Task<string> LatencyFromJsAsync(JsLibp2p js)
    {
        await using var peer = await JsPeer.StartAsync(js, new { prologue = Prologue });
        await using var host = NewHost();
        host.Handle(Echo, async (stream, closing) =>
        {
            byte[] buffer = new byte[64 << 10];
            int count;
            while ((count = await stream.ReadAsync(buffer, closing)) > 0)
                await stream.WriteAsync(buffer.AsMemory(0, count), closing);
        });
        await host.StartAsync();
        await using var wire = new DelayedWire(host.ListenAddresses[0], Latency);
        await peer.AskAsync("dial", new { address = wire.Address.WithPeer(host.Id).ToString() });
        byte[] piece = new byte[64 << 10];
        SystemRandom.Instance.Fill(piece);
        const int Times = 256;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < Times; i++)
            hash.AppendData(piece);
        long start = TimeProvider.System.GetTimestamp();
        var echoed = await peer.AskAsync("request", new { id = host.Id.ToString(), protocol = Echo, data = Convert.ToHexStringLower(piece), repeat = Times, length = piece.Length * Times });
        double seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        return echoed.GetProperty("hash").GetString() == Convert.ToHexStringLower(hash.GetHashAndReset())
            ? $"{16 / seconds:F1} MiB/s"
            : throw new InvalidOperationException("other bytes came back");
    }

    /// <summary>Both keep the connection alive, and it works afterwards.</summary>
    private static async Task<string> IdleAsync(JsLibp2p js)
    {
        await using var peer = await JsPeer.StartAsync(js, new { prologue = Prologue });
        await using var host = NewHost();
        await host.StartAsync();
        var connection = await host.ConnectAsync(peer.Address);
        await connection.Identified;
        await Task.Delay(Idle);
        if (host.Connections is not [var only] || !ReferenceEquals(only, connection))
            throw new InvalidOperationException("the connection ended");
        byte[] data = new byte[100_000];
        SystemRandom.Instance.Fill(data);
        await EchoAsync(host, peer.Id, data);
        var there = await PingService.PingOnceAsync(host, peer.Id);
        await peer.AskAsync("ping", new { id = host.Id.ToString() });
        return $"the same connection works, {there.TotalMilliseconds:F1} ms there and back";
    }

    private static async Task EchoAsync(Host host, PeerId peer, ReadOnlyMemory<byte> data)
    {
        await using var stream = await host.OpenStreamAsync(peer, [Echo]);
        var writing = stream.WriteAsync(data).AsTask();
        byte[] back = new byte[data.Length];
        await stream.ReadExactlyAsync(back);
        await writing;
        if (!data.Span.SequenceEqual(back))
            throw new InvalidOperationException("other bytes came back");
    }

    private static Host NewHost()
    {
        byte[] seed = new byte[32];
        SystemRandom.Instance.Fill(seed);
        return new Host(new HostOptions
        {
            Identity = IdentityKey.FromSeed(seed),
            Time = TimeProvider.System,
            Random = SystemRandom.Instance,
            Transports = [new TcpTransport()],
            ListenAddresses = [Multiaddr.Parse("/ip4/127.0.0.1/tcp/0")],
            Prologue = System.Text.Encoding.ASCII.GetBytes(Prologue),
        });
    }
}
