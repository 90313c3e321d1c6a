using Spacemesh.Services.Smeshing.Signing;

namespace Spacemesh.Services.Smeshing.Tests.Simulation;

/// <summary>A journal that asks before each write.</summary>
internal sealed class KillableJournal(ISigningJournal inner, Action before) : ISigningJournal
{
    public byte[] ReadAll() => inner.ReadAll();

    public void Append(ReadOnlySpan<byte> bytes)
    {
        before();
        inner.Append(bytes);
    }

    public void Replace(ReadOnlySpan<byte> bytes)
    {
        before();
        inner.Replace(bytes);
    }

    public void Dispose()
    {
        // The inner one outlives a node.
    }
}
