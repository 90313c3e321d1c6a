using Spacemesh.Primitives;

namespace Spacemesh.Hare;

/// <summary>
/// The checks of a message that cost time or need the node's state. Their answers are functions of bytes and epoch, so an owner may compute
/// them ahead, elsewhere, or once for many nodes.
/// </summary>
public interface IHareChecks
{
    /// <summary>Whether a signature in the HARE domain holds.</summary>
    bool IsSigned(NodeId sender, ReadOnlySpan<byte> signed, in EdSignature signature);

    /// <summary>Whether the sender has the seats that the message claims.</summary>
    bool IsEligible(HareSession session, HareMessage message);

    /// <summary>Whether the node has a proof against the sender.</summary>
    bool IsMalicious(NodeId sender);
}
