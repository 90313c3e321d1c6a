using Spacemesh.Hare;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>A hare message that a node accepted.</summary>
/// <param name="Message">As it came: with short ids where its format has them.</param>
/// <param name="Id">Hash of the body as it came.</param>
/// <param name="At">The round that the node executed next.</param>
/// <param name="OfLiar">Whether the node knew the sender as malicious by then.</param>
/// <param name="From">Who brought it.</param>
/// <param name="Waited">Whether the node waited for its list.</param>
internal sealed record HeardMessage(HareMessage Message, Hash32 Id, IterRound At, bool OfLiar, PeerId From, bool Waited);
