using Spacemesh.Primitives;

namespace Spacemesh.Certifier;

/// <summary>What a step of the certifier gave.</summary>
/// <param name="Verdict">What the message deserves; of other steps whether they went well.</param>
/// <param name="Adoption">To store, whatever the verdict; null where nothing is.</param>
public readonly record struct CertifierOutcome(Verdict Verdict, CertificateAdoption? Adoption);
