using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Certifier;

/// <summary>What the first checks made of a message.</summary>
/// <param name="Verdict">Null for a message whose claims are to be verified.</param>
/// <param name="Message">The message, where it could be decoded.</param>
public readonly record struct CertifierOpening(Verdict? Verdict, CertifyMessage Message);
