using Microsoft.Extensions.Logging;

namespace Spacemesh.Node.Logging;

/// <summary>Turns an entry into its text, which ends with a line feed.</summary>
internal interface ILogEncoder
{
    /// <param name="time">In the zone that the text shows.</param>
    /// <param name="level">Its weight.</param>
    /// <param name="name">The logger; may be empty.</param>
    /// <param name="message">One line, as a rule.</param>
    /// <param name="fields">Under their final names.</param>
    /// <param name="stack">A stack trace, where there is one.</param>
    string Encode(DateTimeOffset time, LogLevel level, string name, string message, IReadOnlyList<KeyValuePair<string, object?>> fields, string? stack);
}
