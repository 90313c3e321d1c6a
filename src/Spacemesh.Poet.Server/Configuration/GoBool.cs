namespace Spacemesh.Poet.Server.Configuration;

/// <summary>Truth values in the spellings that the reference takes.</summary>
internal static class GoBool
{
    /// <exception cref="FormatException">Not one of them.</exception>
    public static bool Parse(string text) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw new FormatException($"strconv.ParseBool: parsing \"{text}\": invalid syntax"),
    };
}
