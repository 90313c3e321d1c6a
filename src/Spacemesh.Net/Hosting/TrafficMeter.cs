using System.Collections.Concurrent;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Ports.Api;

namespace Spacemesh.Net.Hosting;

/// <summary>Bytes by protocol and by connected peer (spec 08 §3.3). Protocols are those that this node knows, so their number is bounded.</summary>
internal sealed class TrafficMeter(TimeProvider time) : IStreamMeter
{
    private const string Total = "__total__";
    private const string Other = "__other__";

    private readonly long _began = time.GetTimestamp();
    private readonly TrafficCounter _total = new();
    private readonly ConcurrentDictionary<string, TrafficCounter> _protocols = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<PeerId, TrafficCounter> _peers = new();

    public void Received(PeerId peer, string protocol, int bytes)
    {
        var now = Now;
        _total.Received(now, bytes);
        Of(protocol).Received(now, bytes);
        if (_peers.TryGetValue(peer, out var counter))
            counter.Received(now, bytes);
    }

    public void Sent(PeerId peer, string protocol, int bytes)
    {
        var now = Now;
        _total.Sent(now, bytes);
        Of(protocol).Sent(now, bytes);
        if (_peers.TryGetValue(peer, out var counter))
            counter.Sent(now, bytes);
    }

    public TrafficReport Of(PeerId peer) => _peers.TryGetValue(peer, out var counter) ? counter.Report(Now) : default;

    public IReadOnlyDictionary<string, TrafficReport> ByProtocol()
    {
        var now = Now;
        var reports = _protocols.ToDictionary(entry => entry.Key, entry => entry.Value.Report(now), StringComparer.Ordinal);
        reports[Total] = _total.Report(now);
        reports.TryAdd(Other, default);
        return reports;
    }

    /// <summary>Writes and reads by protocol.</summary>
    public IReadOnlyDictionary<string, (long Sent, long Received)> Messages() => _protocols.ToDictionary(entry => entry.Key, entry => entry.Value.Messages, StringComparer.Ordinal);

    /// <summary>Begins the record of a connected peer.</summary>
    public void Begin(PeerId peer) => _peers.TryAdd(peer, new TrafficCounter());

    /// <summary>The peer is gone: its record goes too.</summary>
    public void Forget(PeerId peer) => _peers.TryRemove(peer, out _);

    private TimeSpan Now => time.GetElapsedTime(_began);

    private TrafficCounter Of(string protocol) => _protocols.GetOrAdd(protocol.Length == 0 ? Other : protocol, static _ => new TrafficCounter());
}
