using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Nat;

/// <summary>
/// The AutoNAT client (spec 08 §2.14): asks peers to dial back and tells whether the host can be reached. Three agreeing answers make an
/// opinion firm; a contrary one first shakes it.
/// </summary>
public sealed class ReachabilityMonitor(Host host, Reachability? forced = null) : IAsyncDisposable
{
    private const int Firm = 3;
    private static readonly TimeSpan FirstProbe = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    private readonly BackgroundWork _work = new(host.ReportBug);
    private readonly CancellationTokenSource _closing = new();
    private readonly HashSet<PeerId> _asked = [];
    private int _confidence;
    private long _next;

    /// <summary>The opinion changed.</summary>
    public event Action<Reachability>? Changed;

    public Reachability Current { get; private set; } = forced ?? Reachability.Unknown;

    /// <summary>How often it was confirmed, up to 3.</summary>
    public int Confidence => _confidence;

    /// <summary>When a peer is asked next; null where none will be.</summary>
    public DateTimeOffset? NextProbe => Volatile.Read(ref _next) is not 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public void Start()
    {
        if (forced is { } known)
            Changed?.Invoke(known);
        else
            _work.Start(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        _closing.CancelHere();
        await _work.WhenIdleAsync();
    }

    /// <summary>Asks one peer; null when none can be asked or the answer says nothing.</summary>
    public async Task<Reachability?> ProbeAsync(CancellationToken cancellationToken = default)
    {
        var servers = host.Connections
            .Where(connection => !connection.IsRelayed && host.Peers.FirstSupported(connection.Peer, [AutoNatMessage.Protocol]) is not null)
            .Select(connection => connection.Peer).Distinct().ToList();
        if (servers.Count == 0)
            return null;
        var fresh = servers.Where(peer => !_asked.Contains(peer)).ToList();
        if (fresh.Count == 0)
        {
            _asked.Clear();
            fresh = servers;
        }

        var server = fresh[host.Options.Random.Next(fresh.Count)];
        _asked.Add(server);
        try
        {
            await using var stream = await host.OpenStreamAsync(server, [AutoNatMessage.Protocol], cancellationToken: cancellationToken);
            stream.SetDeadline(RequestTimeout);
            var request = new AutoNatMessage(false) { Peer = host.Id, Addresses = [.. host.Addresses.Where(address => !address.IsCircuit).Take(16)] };
            await stream.WriteFrameAsync(request.Encode(), cancellationToken);
            var answer = await stream.ReadFrameAsync(AutoNatMessage.MaximumSize, cancellationToken) is { } frame ? AutoNatMessage.Decode(frame) : null;
            return answer switch
            {
                { IsResponse: true, Status: AutoNatStatus.Ok } => Reachability.Public,
                { IsResponse: true, Status: AutoNatStatus.DialError } => Reachability.Private,
                _ => null,
            };
        }
        catch (Libp2pException)
        {
            return null;
        }
    }

    /// <summary>Takes an answer into account.</summary>
    internal void Observe(Reachability observed)
    {
        if (observed == Current)
        {
            _confidence = Math.Min(_confidence + 1, Firm);
        }
        else if (_confidence > 0)
        {
            _confidence--;
        }
        else
        {
            Current = observed;
            Changed?.Invoke(observed);
        }
    }

    private Task DelayAsync(TimeSpan delay)
    {
        Volatile.Write(ref _next, (host.Options.Time.GetUtcNow() + delay).UtcTicks);
        return Task.Delay(delay, host.Options.Time, _closing.Token);
    }

    private async Task RunAsync()
    {
        try
        {
            await DelayAsync(FirstProbe);
            while (true)
            {
                if (await ProbeAsync(_closing.Token) is { } answer)
                    Observe(answer);
                await DelayAsync(_confidence >= Firm ? Refresh : Retry);
            }
        }
        catch (OperationCanceledException)
        {
            // The monitor ends.
        }
    }
}
