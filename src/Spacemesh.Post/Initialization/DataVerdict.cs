namespace Spacemesh.Post.Initialization;

/// <summary>What a verification of stored labels came to (spec 02 §8).</summary>
public abstract record DataVerdict
{
    private DataVerdict()
    {
    }

    /// <summary>Every label looked at is right.</summary>
    public sealed record Valid : DataVerdict;

    /// <summary>A label is wrong; with several, any of them.</summary>
    /// <param name="File">Its file.</param>
    /// <param name="Offset">Its byte offset there.</param>
    public sealed record Invalid(long File, long Offset) : DataVerdict;

    /// <summary>The data could not be looked at.</summary>
    public sealed record Failed(string Reason) : DataVerdict;
}
