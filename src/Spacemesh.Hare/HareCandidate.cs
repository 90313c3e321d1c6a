using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare;

/// <summary>A message of a running session whose signature and seats nobody has verified yet. Immutable, but for its session.</summary>
public sealed class HareCandidate
{
    internal HareCandidate(HareSession session, HareMessage message, Hash32 hash, CompactedHareMessage? compacted)
    {
        Session = session;
        Message = message;
        Hash = hash;
        Compacted = compacted;
    }

    public HareSession Session { get; }

    /// <summary>As signed.</summary>
    public HareMessage Message { get; }

    /// <summary>Hash of the signed body.</summary>
    public Hash32 Hash { get; }

    /// <summary>Short ids that it came with, for a list that was found here; 0 for any other message.</summary>
    public int ShortIds => Compacted is { Fetched: false } found ? found.Received.Compact.Count : 0;

    /// <summary>Null for a message that was not compacted.</summary>
    internal CompactedHareMessage? Compacted { get; }

    /// <summary>What the sender claims to have signed in the HARE domain.</summary>
    public byte[] SignedBytes() => Scale.Encode(new HareMetadata(Message.Layer, Message.Round.Absolute, Hash));
}
