using System.Security.Cryptography;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Ping;

/// <summary>Ping (spec 08 §2.7): 32 bytes there and back, again and again on one stream.</summary>
public static class PingService
{
    public const string Protocol = "/ipfs/ping/1.0.0";

    private const int Size = 32;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Round-trip times of successive pings on one stream, until the caller stops.</summary>
    /// <exception cref="Libp2pException">The peer does not answer, or answers something else.</exception>
    public static async IAsyncEnumerable<TimeSpan> PingAsync(
        Host host, PeerId peer, TimeSpan interval, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        await using var stream = await host.OpenStreamAsync(peer, [Protocol], allowLimited: true, cancellationToken);
        byte[] sent = new byte[Size];
        byte[] received = new byte[Size];
        while (true)
        {
            host.Options.Random.Fill(sent);
            long start = host.Options.Time.GetTimestamp();
            stream.SetDeadline(Idle);
            await stream.WriteAsync(sent, cancellationToken);
            await stream.ReadExactlyAsync(received, cancellationToken);
            stream.SetDeadline(null);
            if (!CryptographicOperations.FixedTimeEquals(sent, received))
            {
                stream.Abort();
                throw new Libp2pException(Libp2pFault.ProtocolViolation, $"{peer} answered a ping with other bytes");
            }

            yield return host.Options.Time.GetElapsedTime(start);
            await Task.Delay(interval, host.Options.Time, cancellationToken);
        }
    }

    /// <summary>One ping on its own stream.</summary>
    /// <exception cref="Libp2pException">The peer does not answer, or answers something else.</exception>
    public static async Task<TimeSpan> PingOnceAsync(Host host, PeerId peer, CancellationToken cancellationToken = default)
    {
        await foreach (var roundTrip in PingAsync(host, peer, TimeSpan.Zero, cancellationToken))
            return roundTrip;
        throw new InvalidOperationException("pings do not end by themselves");
    }

    internal static async Task ServeAsync(P2pStream stream, CancellationToken closing)
    {
        byte[] buffer = new byte[Size];
        while (true)
        {
            stream.SetDeadline(Idle);
            if (await stream.ReadAsync(buffer.AsMemory(0, 1), closing) == 0)
                return;
            await stream.ReadExactlyAsync(buffer.AsMemory(1), closing);
            stream.SetDeadline(Limit);
            await stream.WriteAsync(buffer, closing);
        }
    }
}
