namespace Spacemesh.Tools.PostService;

/// <summary>A command line that cannot be run; exit status 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
