namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>A journal in memory, for simulations: what was appended survives a restart that is given the same object.</summary>
public sealed class MemorySigningJournal : ISigningJournal
{
    private readonly List<byte> _bytes = [];

    /// <summary>Appends so far: each would have waited for the disk.</summary>
    public int Appends { get; private set; }

    public byte[] ReadAll() => [.. _bytes];

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Appends++;
        _bytes.AddRange(bytes);
    }

    public void Replace(ReadOnlySpan<byte> bytes)
    {
        _bytes.Clear();
        _bytes.AddRange(bytes);
    }

    public void Dispose()
    {
        // What was appended stays.
    }
}
