using Spacemesh.Primitives;

namespace Spacemesh.Ports.Smeshing;

/// <summary>What a PoST service says about its data.</summary>
/// <param name="Identity">Whose it is.</param>
/// <param name="CommitmentAtx">What the labels are bound to.</param>
/// <param name="VrfNonce">Null while none is found.</param>
/// <param name="Units">Space units.</param>
/// <param name="LabelsPerUnit">Labels in a unit.</param>
public sealed record PostServiceInfo(NodeId Identity, AtxId CommitmentAtx, ulong? VrfNonce, uint Units, ulong LabelsPerUnit);
