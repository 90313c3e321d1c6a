using Spacemesh.Primitives;

namespace Spacemesh.Activation;

/// <summary>A marriage certificate whose signature holds, with the identity that signed it.</summary>
public readonly record struct CheckedCertificate(NodeId Identity, EdSignature Signature);
