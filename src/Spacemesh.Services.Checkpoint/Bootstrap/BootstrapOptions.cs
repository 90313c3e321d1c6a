using Spacemesh.Primitives;

namespace Spacemesh.Services.Checkpoint.Bootstrap;

/// <summary>Settings of the section <c>bootstrap</c> (spec 08 §14).</summary>
public sealed record BootstrapOptions
{
    /// <summary>Where updates are; they are trusted because of it.</summary>
    public required Uri Url
    {
        get;
        init => field = value is { IsAbsoluteUri: true, Scheme: "http" or "https" } ? value : throw new InvalidOptionException("bootstrap.bootstrap-url", $"'{value}' is no http or https address");
    }

    /// <summary>Schema that updates must name.</summary>
    public required string Version { get; init; }

    /// <summary>Folder of the files, <c>bootstrap</c> in the data folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Pause between two rounds: a fifth of a layer.</summary>
    public required TimeSpan Interval
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new InvalidOptionException("bootstrap.interval", $"{value} is not positive");
    }

    public const long MaxLength = 256L << 20;
}
