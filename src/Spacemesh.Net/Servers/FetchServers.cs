using Spacemesh.Net.Metering;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;

namespace Spacemesh.Net.Servers;

/// <summary>
/// The servers of all fetch protocols (spec 08 §6) over the state database, from their making until they are disposed. Answers are sent
/// piece by piece: memory per request is one object, or one list that all requests for it share.
/// </summary>
public sealed class FetchServers : IDisposable
{
    private readonly List<IDisposable> _served = [];

    /// <param name="requests">Where peers ask.</param>
    /// <param name="state">What is served.</param>
    /// <param name="proposals">The proposals in memory.</param>
    /// <param name="streams">
    /// <c>fetch.streaming</c>: whether the protocols but <c>ld/1</c> and <c>lp/2</c> behave as streaming servers, which close the stream
    /// where a buffered one tells its error and answer an object that is asked for twice once.
    /// </param>
    /// <param name="meter">Hears what is asked for.</param>
    public FetchServers(IPeerRequests requests, IStateDatabase state, ProposalSource proposals, bool streams = true, INetworkMeter? meter = null)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(proposals);
        var ids = new IdAnswers(state, streams);
        var layers = new LayerAnswers(state, streams, meter ?? SilentMeter.Instance);
        var objects = new ObjectAnswers(state, proposals, streams, meter ?? SilentMeter.Instance);
        Serve(requests, PeerProtocols.EpochAtxs, request => ids.EpochAtxs(request.Span));
        Serve(requests, PeerProtocols.MaliciousIds, _ => ids.MaliciousIds());
        Serve(requests, PeerProtocols.LayerData, request => layers.Ballots(request.Span));
        Serve(requests, PeerProtocols.Opinion, request => layers.Opinion(request.Span));
        Serve(requests, PeerProtocols.MeshHashes, request => layers.MeshHashes(request.Span));
        Serve(requests, PeerProtocols.Objects, request => objects.Objects(request.Span));
        Serve(requests, PeerProtocols.ActiveSet, request => objects.ActiveSet(request.Span));
    }

    public void Dispose()
    {
        foreach (var served in _served)
            served.Dispose();
        _served.Clear();
    }

    private void Serve(IPeerRequests requests, string protocol, Func<ReadOnlyMemory<byte>, PeerAnswer?> answer) =>
        _served.Add(requests.ServeStream(protocol, (_, request, _) => ValueTask.FromResult(answer(request))));
}
