using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Ports.State;

/// <summary>What is known of a block as hare's output.</summary>
/// <param name="Block">The block; the zero id stands for an empty layer.</param>
/// <param name="Certificate">Its certificate; null for our own hare output or once pruned.</param>
/// <param name="Valid">Whether it still counts.</param>
public sealed record CertificateRecord(BlockId Block, Certificate? Certificate, bool Valid);
