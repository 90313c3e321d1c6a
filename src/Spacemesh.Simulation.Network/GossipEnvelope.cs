using System.Text;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Simulation.Network;

/// <summary>A message on its way, with the id by which nodes know it again.</summary>
internal sealed class GossipEnvelope
{
    public GossipEnvelope(string topic, ReadOnlyMemory<byte> bytes)
    {
        (Topic, Bytes) = (topic, bytes);
        Id = Blake3.HashConcat(Encoding.UTF8.GetBytes(topic), bytes.Span);
    }

    public string Topic { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    public Hash32 Id { get; }
}
