using System.Text.Json.Serialization;

namespace Spacemesh.Services.Smeshing.Foresight;

/// <summary>Content of <see cref="ProvingHistory.FileName"/>.</summary>
/// <param name="Proofs">The oldest of an identity first.</param>
internal sealed record PastProofs(IReadOnlyList<PastProof> Proofs);

/// <summary>One proof.</summary>
/// <param name="Identity">Whose, in hex.</param>
/// <param name="Units">Size of its data.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record PastProof(string Identity, uint Units, double Seconds);

[JsonSerializable(typeof(PastProofs))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class PastProofsJson : JsonSerializerContext;
