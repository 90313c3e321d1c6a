namespace Spacemesh.Services.Activation;

/// <summary>What became of a received ATX.</summary>
internal enum AtxFate
{
    Failed,
    Stored,

    /// <summary>It was stored before.</summary>
    Known,

    /// <summary>It convicted its smesher; it may be stored itself.</summary>
    Malicious,
}
