namespace Spacemesh.Testing.Vectors;

/// <summary>
/// The conformance class of one golden file: reads every case by its fields and compares with the code under test.
/// One instance serves one run over one file; cases are checked one after the other, files in parallel.
/// </summary>
public abstract class VectorSuite
{
    /// <summary>Called once before the cases, with the whole file (its <c>common</c> object among it).</summary>
    public virtual void Open(VectorFile file)
    {
    }

    /// <summary>Checks one case. Throws <see cref="VectorMismatchException"/> (or any exception) when it fails.</summary>
    public abstract void Check(VectorCase vector);
}
