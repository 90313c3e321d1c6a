using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>A hare message that a node did not accept: it is not looked at again, whoever else brings it.</summary>
/// <param name="From">Who brought it.</param>
/// <param name="Verdict">What the node said.</param>
/// <param name="Waited">Whether the node waited for its list.</param>
internal readonly record struct RefusedMessage(PeerId From, Verdict Verdict, bool Waited);
