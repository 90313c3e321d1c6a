using Microsoft.Extensions.Logging;

namespace Spacemesh.Node.Logging;

/// <summary>Turns an entry into its text, which ends with a line feed.</summary>
internal interface ILogEncoder
{
    string Encode(DateTimeOffset time, LogLevel level, string name, string message, IReadOnlyList<KeyValuePair<string, object?>>? fields, Exception? exception);
}
