namespace Spacemesh.Crypto.Curve;

/// <summary>What a <see cref="MaskedLookup"/> reads: a view by which a test can count the reads.</summary>
internal interface ISummandTable
{
    int Count { get; }

    ref readonly QuadSummand this[int index] { get; }
}
