namespace Spacemesh.Tools.MergeNodes;

/// <summary>The merge cannot be made; the message is for the user.</summary>
internal sealed class MergeException(string message, Exception? innerException = null) : Exception(message, innerException);
