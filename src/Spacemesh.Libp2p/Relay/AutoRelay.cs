using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Nat;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Relay;

/// <summary>While the host is private, keeps reservations at a few of the relays that <paramref name="candidates"/> gives (spec 08 §2.12).</summary>
public sealed class AutoRelay(Host host, RelayClient client, Func<CancellationToken, Task<IReadOnlyList<PeerAddress>>> candidates, int wanted = 2) : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Backoff = TimeSpan.FromHours(1);

    private readonly BackgroundWork _work = new(host.ReportBug);
    private readonly CancellationTokenSource _closing = new();
    private readonly ILogger _logger = host.Options.Logs.CreateLogger<AutoRelay>();
    private readonly Dictionary<PeerId, DateTimeOffset> _failed = [];
    private volatile bool _private;

    public void Start() => _work.Start(RunAsync);

    public void SetReachability(Reachability reachability) => _private = reachability == Reachability.Private;

    public async ValueTask DisposeAsync()
    {
        _closing.CancelHere();
        await _work.WhenIdleAsync();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                if (_private && client.Reservations.Count < wanted)
                    await FillAsync();
                await Task.Delay(LookEvery, host.Options.Time, _closing.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The service ends.
        }
    }

    private async Task FillAsync()
    {
        foreach (var relay in await candidates(_closing.Token))
        {
            if (client.Reservations.Count >= wanted)
                return;
            var now = host.Options.Time.GetUtcNow();
            if (client.Reservations.ContainsKey(relay.Id) || (_failed.TryGetValue(relay.Id, out var until) && until > now))
                continue;
            try
            {
                await client.ReserveAsync(relay, _closing.Token);
            }
            catch (Libp2pException exception)
            {
                _logger.ReservationFailed(relay.Id, exception.Message);
                _failed[relay.Id] = now + Backoff;
            }
        }
    }
}
