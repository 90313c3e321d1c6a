using Spacemesh.Api.Tests.Golden;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.Network;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

[VectorFile("09a-unary")]
public sealed class UnaryVectors : GoldenCalls
{
    private readonly RecordedNetwork _view = new();

    private protected override GoldenNode Start(DateTimeOffset time) => GoldenNode.Start(Network, time, view: _view);

    private protected override void Prepare(GoldenNode node, VectorCase vector)
    {
        // Before genesis the first proof is being made; the clock has no word for that.
        bool proving = vector.In.Text("phase") == "before genesis";
        node.Smeshing.States = [.. node.Smeshing.States.Select(state => state with { IsProving = proving })];
        if (vector.In.Text("method").EndsWith("/NetworkInfo", StringComparison.Ordinal))
            _view.Recorded = V1.NetworkInfoResponse.Parser.ParseFrom(vector.Out.Hex("response"));
    }

    /// <summary>Addresses and traffic of the machine that the recording was made on.</summary>
    private sealed class RecordedNetwork : INetworkView
    {
        public V1.NetworkInfoResponse Recorded { get; set; } = new();

        public int PeerCount => 0;

        public IReadOnlyList<PeerReport> Peers() => [];

        public NetworkReport Report() => new(
            new PeerId(Recorded.Id),
            Recorded.ListenAddresses,
            Recorded.KnownAddresses,
            (NatKind)Recorded.NatTypeUdp,
            (NatKind)Recorded.NatTypeTcp,
            (ReachabilityKind)Recorded.Reachability,
            Recorded.DhtServerEnabled,
            Recorded.Stats.ToDictionary(pair => pair.Key, pair => Traffic(pair.Value)));

        private static TrafficReport Traffic(V1.DataStats stats) => new(
            stats.BytesSent, stats.BytesReceived, stats.SendRate.ElementAtOrDefault(0), stats.SendRate.ElementAtOrDefault(1), stats.RecvRate.ElementAtOrDefault(0), stats.RecvRate.ElementAtOrDefault(1));
    }
}
