namespace Spacemesh.Config.Json;

/// <summary>Text that is not one JSON object. The message has the words of the reference's parser.</summary>
internal sealed class JsonSyntaxException(string message) : Exception(message);
