namespace Spacemesh.Config.Flags;

/// <summary>A command line that cannot be understood; its message follows <c>Error: </c> and precedes the usage text.</summary>
public sealed class FlagException(string message) : Exception(message);
