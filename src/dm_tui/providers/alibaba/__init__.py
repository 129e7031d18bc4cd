"""A real account at Alibaba Cloud, through the vendor's official SDK. Real money moves here.

The SDK is an optional extra; it is imported when the first call is made, never before.
"""
