namespace Spacemesh.Post.Gpu;

/// <summary>An OpenCL device or its driver refuses.</summary>
public sealed class OpenClException : PostException
{
    public OpenClException()
    {
    }

    public OpenClException(string message)
        : base(message)
    {
    }

    public OpenClException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public OpenClException(string call, int code)
        : base($"OpenCL: {call} failed with code {code}") => Code = code;

    /// <summary>The code of the OpenCL standard.</summary>
    public int Code { get; }
}
