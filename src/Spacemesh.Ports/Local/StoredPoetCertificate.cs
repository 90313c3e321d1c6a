using Spacemesh.Codec;

namespace Spacemesh.Ports.Local;

/// <summary>A certificate that admits an identity to PoETs: the certifier's bytes and signature.</summary>
public readonly record struct StoredPoetCertificate(ScaleBytes Data, ScaleBytes Signature);
