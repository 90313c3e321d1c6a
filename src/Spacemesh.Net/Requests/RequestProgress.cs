namespace Spacemesh.Net.Requests;

/// <summary>How much of a request a server has, and what its sender deserves (spec 08 §5).</summary>
public enum RequestProgress
{
    /// <summary>More bytes are to come; a stream that ends here is closed without an answer.</summary>
    Incomplete,

    /// <summary>The request is there: answer it.</summary>
    Whole,

    /// <summary>The length is not minimal or beyond 9 bytes: close the stream without an answer.</summary>
    Malformed,

    /// <summary>The length is above the limit: close the whole connection, without reading the body.</summary>
    TooLong,
}
