using Spacemesh.Ports.Metrics;
using Spacemesh.Rpc.Server;

namespace Spacemesh.Metrics;

/// <summary>The metrics of one node: the catalogue, the process, and what the node's instruments measure.</summary>
public sealed class NodeRegistry : IDisposable
{
    private readonly InstrumentReader _reader;

    public NodeRegistry(NodeInstruments instruments)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        Registry.Add(NodeCatalogue.Families());
        ProcessFamilies.AddTo(Registry);
        _reader = new InstrumentReader(instruments.Meter, Registry);
        Gateway = new GatewayFamilies(Registry);
    }

    public MetricRegistry Registry { get; } = new();

    /// <summary>Measures the JSON gateway.</summary>
    public RpcServerObserver Gateway { get; }

    public void Dispose() => _reader.Dispose();
}
