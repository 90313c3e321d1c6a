#pragma warning disable VSTHRD002 // A benchmark's operation is synchronous.
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Spacemesh.Crypto.Signing;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Security;
using Spacemesh.Libp2p.Transports;
using Spacemesh.Runtime;

namespace Spacemesh.Bench.Libp2p;

/// <summary>Two hosts over loopback in one process; the CPU time of both is counted (spec 11 §11).</summary>
public sealed class TransportBenchmarks : BenchmarkSuite
{
    private const int Chunk = 64 << 10;
    private const int Batch = 8 << 20;

    public override string Part => "libp2p";

    public override IEnumerable<Benchmark> Benchmarks()
    {
        byte[] key = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(new byte[Ed25519.SeedSize], key);
        byte[] publicKey = key[32..];
        byte[] message = new byte[320];
        var signed = Ed25519.Sign(key, message);
        byte[] signature = [.. Primitives.EdSignature.Span(in signed)];
        var ed = Yardstick.InProcess("ED", () => Libsodium.Verify(signature, message, publicKey));

        var a = NewHost(1);
        var b = NewHost(2);
        long received = 0;
        var arrived = new SemaphoreSlim(0);
        b.Handle("sink/1", async (stream, closing) =>
        {
            byte[] buffer = new byte[Chunk];
            int count;
            while ((count = await stream.ReadAsync(buffer, closing)) > 0)
            {
                received += count;
                if (received >= Batch)
                {
                    received -= Batch;
                    arrived.Release();
                }
            }
        });
        byte[] blob = new byte[1024];
        b.Handle("hs/1", async (stream, closing) =>
        {
            await stream.ReadFrameAsync(10240, closing);
            await stream.WriteAsync(blob, closing);
        });
        b.Handle("nop/1", (_, _) => Task.CompletedTask);
        a.ConnectAsync(new PeerAddress(b.Id, b.ListenAddresses)).GetAwaiter().GetResult().Identified.GetAwaiter().GetResult();
        var sink = a.OpenStreamAsync(b.Id, ["sink/1"]).GetAwaiter().GetResult();
        byte[] chunk = new byte[Chunk];
        yield return new(
            "One stream, Noise and yamux over TCP, 64 KiB writes",
            () =>
            {
                for (int sent = 0; sent < Batch; sent += Chunk)
                    sink.WriteAsync(chunk).AsTask().GetAwaiter().GetResult();
                arrived.Wait();
            },
            Yardstick.ChaCha,
            Scale: Batch,
            Unit: "B/s",
            Reference: 0.152);
        yield return Tls();
        byte[] request = new byte[40];
        yield return new(
            "Request of 1 KiB, a new stream each",
            () => RequestAsync(a, b.Id, request).GetAwaiter().GetResult(),
            ed,
            Unit: "requests/s",
            Reference: 0.306);
        yield return new(
            "Streams opened and closed, 100 at a time",
            () => Task.WhenAll(Enumerable.Range(0, 100).Select(_ => OpenAsync(a, b.Id))).GetAwaiter().GetResult(),
            Scale: 100,
            Unit: "streams/s");
        long idle = IdleBytes(b);
        yield return new(
            $"Connections made, identified and closed (idle: {idle / 1024.0:F1} KiB for both ends)",
            () =>
            {
                var connection = a.ConnectDirectAsync(b.Id, b.ListenAddresses, default).GetAwaiter().GetResult();
                connection.Identified.GetAwaiter().GetResult();
                connection.Abort();
            },
            ed,
            Unit: "connections/s");
    }

    /// <summary>Managed memory of an identified connection that rests, its two ends together.</summary>
    private static long IdleBytes(Host target)
    {
        const int Count = 500;
        var hosts = Enumerable.Range(100, Count).Select(NewHost).ToList();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var host in hosts)
        {
            var connection = host.ConnectDirectAsync(target.Id, target.ListenAddresses, default).GetAwaiter().GetResult();
            connection.Identified.GetAwaiter().GetResult();
        }

        long bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / Count;
        foreach (var host in hosts)
            host.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return bytes;
    }

    internal static Host NewHost(int index)
    {
        byte[] seed = new byte[32];
        BitConverter.TryWriteBytes(seed, index);
        var host = new Host(new HostOptions
        {
            Identity = IdentityKey.FromSeed(seed),
            Time = TimeProvider.System,
            Random = SystemRandom.Instance,
            Transports = [new TcpTransport()],
            ListenAddresses = [Multiaddr.Parse("/ip4/127.0.0.1/tcp/0")],
        });
        host.StartAsync().GetAwaiter().GetResult();
        return host;
    }

    private static async Task RequestAsync(Host host, PeerId peer, byte[] request)
    {
        await using var stream = await host.OpenStreamAsync(peer, ["hs/1"]);
        await stream.WriteFrameAsync(request);
        await stream.ReadExactlyAsync(new byte[1024]);
    }

    private static async Task OpenAsync(Host host, PeerId peer)
    {
        await using var stream = await host.OpenStreamAsync(peer, ["nop/1"]);
        await stream.ReadAsync(new byte[1]);
    }

    /// <summary>The same bytes through SslStream, for the ratio.</summary>
    private static Benchmark Tls()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new TcpClient { NoDelay = true };
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        var server = listener.AcceptTcpClient();
        server.NoDelay = true;
        using var certificate = TlsCertificate.Create(IdentityKey.FromSeed(new byte[32]), DateTimeOffset.UnixEpoch.AddYears(55));
        var pkcs12 = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadPkcs12(
            certificate.Export(System.Security.Cryptography.X509Certificates.X509ContentType.Pkcs12), null);
        var sending = new SslStream(client.GetStream(), false, (_, _, _, _) => true);
        var receiving = new SslStream(server.GetStream(), false);
        Task.WhenAll(
            sending.AuthenticateAsClientAsync("x", null, SslProtocols.Tls13, false),
            receiving.AuthenticateAsServerAsync(pkcs12, false, SslProtocols.Tls13, false)).GetAwaiter().GetResult();
        byte[] chunk = new byte[Chunk];
        return new Benchmark(
            "The same through SslStream (TLS 1.3)",
            () =>
            {
                var reading = ReadAsync(receiving);
                for (int sent = 0; sent < Batch; sent += Chunk)
                    sending.WriteAsync(chunk).AsTask().GetAwaiter().GetResult();
                reading.GetAwaiter().GetResult();
            },
            Yardstick.ChaCha,
            Scale: Batch,
            Unit: "B/s");

        static async Task ReadAsync(SslStream stream)
        {
            byte[] buffer = new byte[Chunk];
            for (int left = Batch; left > 0;)
                left -= await stream.ReadAsync(buffer.AsMemory(0, Math.Min(left, Chunk)));
        }
    }
}
