using System.Diagnostics.Metrics;
using Spacemesh.Metrics;
using Spacemesh.Net.Hosting;
using Spacemesh.Net.Metering;
using Spacemesh.Ports.Metrics;

namespace Spacemesh.Node.Metering;

/// <summary>The metrics of a process that is nothing but a relay: those of its network layer.</summary>
internal sealed class RelayMetrics : IDisposable
{
    private readonly Meter _meter = new(NodeInstruments.MeterName);
    private readonly NodeRegistry _node;

    public RelayMetrics()
    {
        _node = new NodeRegistry(new NodeInstruments(_meter));
        Meter = new NetworkMeter(Registry);
    }

    public MetricRegistry Registry => _node.Registry;

    /// <summary>Hears what the network layer does.</summary>
    public INetworkMeter Meter { get; }

    public void Watch(PeerNetwork network, bool stack, bool servers)
    {
        NetworkReading.Watch(Registry, network, servers);
        if (stack)
            Libp2pFamilies.AddTo(Registry, network);
    }

    public void Dispose()
    {
        _node.Dispose();
        _meter.Dispose();
    }
}
