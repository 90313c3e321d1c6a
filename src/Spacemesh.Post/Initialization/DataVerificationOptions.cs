namespace Spacemesh.Post.Initialization;

/// <summary>What is looked at.</summary>
public sealed record DataVerificationOptions
{
    /// <summary>Percent of each file's labels, chosen at random; a negative value looks at none, one above 100 at all.</summary>
    public double Fraction { get; init; } = 5;

    public long FromFile { get; init; }

    /// <summary>Last file, included; null goes to the end.</summary>
    public long? ToFile { get; init; }

    public ScryptParameters Scrypt { get; init; } = ScryptParameters.Default;

    /// <summary>Goes on after a wrong label, to know them all.</summary>
    public bool FindAll { get; init; }
}
