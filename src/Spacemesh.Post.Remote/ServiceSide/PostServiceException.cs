namespace Spacemesh.Post.Remote.ServiceSide;

/// <summary>A PoST service cannot go on; the message is for its user.</summary>
public sealed class PostServiceException(string message, Exception? innerException = null) : Exception(message, innerException);
