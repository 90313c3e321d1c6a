using Spacemesh.Crypto.Addresses;

namespace Spacemesh.Config;

/// <summary>What presets take from the machine.</summary>
public sealed record MachineProfile
{
    /// <summary>The user's home folder.</summary>
    public required string Home { get; init; }

    /// <summary>Folder of temporary files, without a separator at its end.</summary>
    public required string Temporary { get; init; }

    /// <summary>Folder of the program.</summary>
    public required string Program { get; init; }

    /// <summary>Logical processors, at least 1.</summary>
    public required int Processors { get; init; }

    /// <summary>RandomX flags that suit the machine, without the full-memory bit (spec 02 §13.1).</summary>
    public required uint PowFlags { get; init; }

    /// <summary>What <c>$NOW</c> stands for, in the code defaults only.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>This machine.</summary>
    public static MachineProfile Current(uint powFlags, TimeProvider time) => new()
    {
        Home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        Temporary = Path.TrimEndingDirectorySeparator(Path.GetTempPath()),
        Program = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory),
        Processors = Environment.ProcessorCount,
        PowFlags = powFlags,
        Now = time.GetUtcNow(),
    };

    /// <summary>The value of a placeholder at the start of a preset's text; the text itself where there is none.</summary>
    internal object Resolve(string text) => text switch
    {
        "$PROVING_THREADS" => new Json.JsonNumber(Math.Max(1, Processors * 3 / 4).ToString(System.Globalization.CultureInfo.InvariantCulture)),
        "$VERIFYING_WORKERS" => new Json.JsonNumber(Math.Max(1, Processors / 2).ToString(System.Globalization.CultureInfo.InvariantCulture)),
        "$POW_FLAGS" => new Json.JsonNumber(PowFlags.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        "$NOW" => new GenesisTime(Now.ToUnixTimeSeconds(), 0, 0).ToString(),
        _ when text.StartsWith("$HOME", StringComparison.Ordinal) => Home + text["$HOME".Length..],
        _ when text.StartsWith("$TMP", StringComparison.Ordinal) => Temporary + text["$TMP".Length..],
        _ when text.StartsWith("$PROGRAM", StringComparison.Ordinal) => Program + text["$PROGRAM".Length..],
        _ => text,
    };
}
