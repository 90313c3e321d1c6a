using Spacemesh.Primitives;

namespace Spacemesh.Vm.Templates;

/// <summary>One key's signature under a transaction.</summary>
public readonly record struct SignerClaim(NodeId PublicKey, EdSignature Signature);
