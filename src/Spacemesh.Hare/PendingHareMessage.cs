using Spacemesh.Primitives;

namespace Spacemesh.Hare;

/// <summary>A compacted message that waits for its full list from the peer that delivered it.</summary>
public sealed class PendingHareMessage
{
    internal PendingHareMessage(HareSession session, HareMessage received, Hash32 messageId, bool unsigned)
    {
        Session = session;
        Received = received;
        MessageId = messageId;
        Unsigned = unsigned;
    }

    /// <summary>What to ask for with <see cref="FullExchange.Request"/>.</summary>
    public Hash32 MessageId { get; }

    internal HareSession Session { get; }

    internal HareMessage Received { get; }

    /// <summary>A list could be rebuilt but the signature is not over it: the short ids stand for other proposals.</summary>
    public bool Unsigned { get; }
}
