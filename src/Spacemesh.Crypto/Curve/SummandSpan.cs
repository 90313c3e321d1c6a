using System.Runtime.CompilerServices;

namespace Spacemesh.Crypto.Curve;

/// <summary>A table in memory.</summary>
internal readonly ref struct SummandSpan(ReadOnlySpan<QuadSummand> entries) : ISummandTable
{
    private readonly ReadOnlySpan<QuadSummand> _entries = entries;

    public int Count => _entries.Length;

    public ref readonly QuadSummand this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _entries[index];
    }
}
