using System.Text;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Net.Gossip;

/// <summary>By what nodes know a gossiped message again (spec 08 §2.10).</summary>
public static class GossipMessageId
{
    /// <summary>H of topic and data; the topic may be empty.</summary>
    public static Hash32 Of(string topic, ReadOnlySpan<byte> data) => Blake3.HashConcat(Encoding.UTF8.GetBytes(topic), data);
}
