using Spacemesh.Ports.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Consensus.Committees;

/// <summary>The seats of one of the node's smeshers in a round.</summary>
/// <param name="Signer">The smesher.</param>
/// <param name="Proof">Its VRF proof.</param>
/// <param name="Count">Seats, at least 1.</param>
internal readonly record struct OwnSeats(ISigner Signer, VrfSignature Proof, ushort Count);
