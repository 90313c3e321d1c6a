using Spacemesh.Primitives;

namespace Spacemesh.Activation;

/// <summary>One identity's verified part of an ATX.</summary>
/// <param name="Identity">Whose space.</param>
/// <param name="PreviousAtx">The ATX it continues; null for an initial one.</param>
/// <param name="PreviousIndex">Position of that in the ATX's list.</param>
/// <param name="NumUnits">Declared units.</param>
public readonly record struct CheckedPost(NodeId Identity, AtxId? PreviousAtx, int PreviousIndex, uint NumUnits);
