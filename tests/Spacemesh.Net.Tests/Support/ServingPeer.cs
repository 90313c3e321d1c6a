using System.Text;
using Spacemesh.Net.Servers;
using Spacemesh.Primitives;
using Spacemesh.Simulation.Network;
using Spacemesh.Storage.Memory;
using Spacemesh.Wire;

namespace Spacemesh.Net.Tests.Support;

/// <summary>A peer with texts.</summary>
internal sealed class ServingPeer
{
    private readonly Dictionary<ProposalId, byte[]> _texts = [];

    public ServingPeer(SimulatedNode node)
    {
        Node = node;
        Servers = new FetchServers(node.Requests, new MemoryStateDatabase(), id => _texts.TryGetValue(id, out byte[]? text) ? text : default(ReadOnlyMemory<byte>?));
    }

    public SimulatedNode Node { get; }

    public FetchServers Servers { get; }

    public void Has(params ReadOnlySpan<string> texts)
    {
        foreach (string text in texts)
            _texts[FetchWorld.IdOf(text).ToProposalId()] = Encoding.UTF8.GetBytes(text);
    }
}
